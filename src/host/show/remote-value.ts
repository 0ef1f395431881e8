// A value of another realm, as text for the prompt and as JSON for scripts.

import type { RemoteValue } from "../show-api.ts";

interface RemoteObject {
  type: string;
  subtype?: string;
  value?: unknown;
  unserializableValue?: string;
  description?: string;
  className?: string;
  preview?: {
    type: string;
    subtype?: string;
    overflow: boolean;
    description?: string;
    properties: RemoteProperty[];
    entries?: { key?: RemotePreview; value: RemotePreview }[];
  };
}
interface RemoteProperty {
  name: string;
  type: string;
  subtype?: string;
  value?: string;
}
interface RemotePreview {
  type: string;
  description?: string;
  value?: string;
}

/** `1`, `"text"`, `{ a: 1 }`, `ƒ draw(ctx)` … */
export function printRemote(object: RemoteObject): RemoteValue {
  if (object.unserializableValue !== undefined) return { text: object.unserializableValue };
  if (object.type === "undefined") return { text: "undefined" };
  if (object.type === "string") return { text: JSON.stringify(object.value), json: object.value };
  if (object.type !== "object" && object.type !== "function" && object.type !== "symbol")
    return { text: String(object.value), json: object.value };
  if (object.subtype === "null") return { text: "null", json: null };
  if (object.type === "function" || object.type === "symbol")
    return { text: (object.description ?? object.type).split("\n")[0].slice(0, 200) };
  // Their previews list properties; what they are stands in the description.
  if (object.subtype === "date" || object.subtype === "regexp") return { text: object.description ?? object.subtype };
  if (object.subtype === "error") return { text: object.description ?? "Error" };
  return { text: printPreview(object) };
}

function printPreview(object: RemoteObject): string {
  const { preview } = object;
  if (!preview) return object.description ?? object.className ?? "object";
  const list = preview.subtype === "array" || preview.subtype === "typedarray";
  const parts = (preview.entries ?? []).map(({ key, value }) => (key ? `${show(key)} => ${show(value)}` : show(value)));
  if (parts.length === 0) {
    for (const property of preview.properties) {
      if (preview.subtype === "typedarray" && !/^\d+$/.test(property.name)) continue;
      const value =
        property.type === "string"
          ? JSON.stringify(property.value ?? "")
          : property.type === "function"
            ? "ƒ"
            : (property.value ?? property.type);
      parts.push(list && /^\d+$/.test(property.name) ? value : `${property.name}: ${value}`);
    }
  }
  if (preview.overflow) parts.push("…");
  const name = list
    ? (object.description ?? "")
    : object.className && object.className !== "Object"
      ? object.className
      : "";
  const inside = parts.length === 0 ? "" : ` ${parts.join(", ")} `;
  return list ? `${name} [${inside}]`.trim() : `${name} {${inside}}`.trim();
}

function show(preview: RemotePreview): string {
  return preview.type === "string" ? JSON.stringify(preview.description ?? "") : (preview.description ?? preview.type);
}
