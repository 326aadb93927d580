import { KernelError } from "./errors.ts";

/** What a thread of training is started with. */
export interface ThreadStart<Setup = unknown> {
  /** URL of the module of its tasks. */
  readonly tasks: string;
  readonly setup: Setup;
}

/** What is heard of a thread. */
export interface ThreadEvents {
  /** It is ready, or has done what it was sent. */
  onAnswer(): void;
  /** It failed, or ended. */
  onEnd(cause: unknown): void;
}

/** A thread, for the one that started it. */
export interface PlatformThread {
  post(message: unknown): void;
  terminate(): Promise<void>;
}

/** What training and packing ask of the platform that they run on: everything else of theirs is the same in Node and in a page. */
export interface Platform {
  /** The kernels that serve, compiled once. */
  kernels(): Promise<WebAssembly.Module>;
  /** The kernels that train, compiled once. */
  trainingKernels(): Promise<WebAssembly.Module>;
  /** Whether those are the build for a memory that threads share. The others are the same source for a memory of one thread. */
  readonly sharesMemory: boolean;
  /** Bytes of memory that there are. */
  memoryBytes(): number;
  /** A turn of the event loop. */
  nextTurn(): Promise<void>;
  /** Starts a thread. Absent where a training has no thread but its own. */
  startThread?(start: ThreadStart, events: ThreadEvents): PlatformThread;
  /** Starts the backend of tensors that re-rankers are trained with. Absent where none are trained. */
  startBackend?(): Promise<void>;
}

let current: Platform | undefined;

/** Says where this program runs; platform.node.ts and platform.browser.ts do. */
export function usePlatform(platform: Platform): void {
  current = platform;
}

/** The platform. Throws KernelError `no-platform` where none has been set. */
export function platform(): Platform {
  if (current !== undefined) return current;
  throw new KernelError(
    "no-platform",
    "training: expected a platform to run on; import nearedge-cli or nearedge/browser",
  );
}

/** Whether memories of training are shared. Threads, which set no platform, are there only where they are. */
export const sharesMemory = (): boolean => current?.sharesMemory ?? true;
