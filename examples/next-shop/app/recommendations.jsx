"use client";

import { useEffect } from "react";

/** What customers of a product liked as well, computed in the visitor's browser. */
export default function Recommendations({ itemId }) {
  // Registered when React has taken over the page: until then the element is an empty box.
  useEffect(() => {
    import("nearedge/element");
  }, []);
  return (
    <near-edge src="/artefact/" similar-to={itemId} k="6" heading="Customers also liked" currency="EUR" styled="" />
  );
}
