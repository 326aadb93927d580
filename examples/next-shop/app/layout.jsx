export const metadata = { title: "A shop" };

export default function Layout({ children }) {
  return (
    <html lang="en-GB">
      <body
        style={{ font: "1rem/1.5 system-ui, sans-serif", maxWidth: "70rem", margin: "2rem auto", padding: "0 1rem" }}
      >
        {children}
      </body>
    </html>
  );
}
