/** FNV-1a over UTF-16 code units with a final mix, u32: the same text gives the same number everywhere. Not for secrets. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Independent numbers in [0, 1) that follow from a text: the n-th call always gives the same. */
export function drawsOf(text: string): () => number {
  let count = 0;
  return () => {
    count += 1;
    return hashText(`${text}#${count}`) / 2 ** 32;
  };
}
