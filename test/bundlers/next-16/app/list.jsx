"use client";

import { useEffect, useState } from "react";
import { list } from "./list.js";

export default function List() {
  const [text, setText] = useState("");
  useEffect(() => {
    const show = (answer) => setText(JSON.stringify(answer));
    list(location.search).then(show, (error) => show({ error: String(error) }));
  }, []);
  return <output>{text}</output>;
}
