import { describe, expect, it } from "vitest";
import { addressColumn, addressKindOf, isAddress, LONGEST_ADDRESS } from "../src/addresses.ts";

describe("an address that a page may show", () => {
  it.each([
    "https://shop.example/7",
    "HTTP://shop.example/7?a=1#b",
    "/products/7",
    "/",
    "/with a blank/7",
    "https://shop.example/ünïcode",
  ])("is one of a page and of a picture: %s", (text) => {
    expect([isAddress(text, "link"), isAddress(text, "image")]).toEqual([true, true]);
  });

  it.each(["data:image/png;base64,iVBORw0KGgo=", "data:image/svg+xml,%3Csvg/%3E", "DATA:IMAGE/WEBP;base64,AA"])(
    "may hold a picture itself, but no page: %s",
    (text) => {
      expect([isAddress(text, "link"), isAddress(text, "image")]).toEqual([false, true]);
    },
  );

  it.each([
    "",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "\tjavascript:alert(1)",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://shop.example/7",
    "data:text/html,<script>1</script>",
    "data:image/svg,x",
    "ftp://shop.example/7",
    "pictures/7.jpg",
    "../7.jpg",
    "//shop.example/7",
    "/\\shop.example/7",
    "/\t/shop.example/7",
    "https:shop.example",
    "https://",
    "https://exa mple/",
    "https://shop.example/\n7",
  ])("is none: %j", (text) => {
    expect([isAddress(text, "link"), isAddress(text, "image")]).toEqual([false, false]);
  });

  it("is as long as most servers take", () => {
    const [fits, long] = [0, 1].map((more) => `/${"x".repeat(LONGEST_ADDRESS - 1 + more)}`);
    expect([isAddress(fits ?? "", "link"), isAddress(long ?? "", "link")]).toEqual([true, false]);
  });
});

describe("columns of addresses", () => {
  it("have usual names in any letter case and punctuation", () => {
    const names = [
      "Image",
      "image_url",
      "POSTER-URL",
      "thumbnail",
      "Link",
      "product url",
      "href",
      "year",
      "covers",
      "",
    ];
    const kinds = ["image", "image", "image", "image", "link", "link", "link", undefined, undefined, undefined];
    expect(names.map(addressKindOf)).toEqual(kinds);
  });

  it("are found by kind: the exact name first, then the usual order, texts before categories", () => {
    const found = (texts: string[], categories: string[] = []) => addressColumn("image", { texts, categories });
    expect(found(["thumbnail", "Poster"])).toBe("Poster");
    expect(found(["Image", "image"])).toBe("image");
    expect(found(["thumb"], ["cover"])).toBe("thumb");
    expect(found([], ["genres", "img"])).toBe("img");
    expect(found(["link", "plot"])).toBeUndefined();
    expect(addressColumn("link", { categories: ["url"] })).toBe("url");
  });
});
