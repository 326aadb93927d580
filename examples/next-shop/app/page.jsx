import Link from "next/link";

export default function Page() {
  return (
    <main>
      <h1>A shop</h1>
      <Link href="/products/TNT-01">A tent</Link>
    </main>
  );
}
