// Bytes → lines of bounded length. A line beyond the bound is skipped to its end and reported, never kept.

import { StringDecoder } from "node:string_decoder";

export type ReadLine = { kind: "line"; text: string } | { kind: "too long" };

export interface LineSplitter {
  push(chunk: Uint8Array | string): ReadLine[];
  /** What is left when the stream ends without a newline. */
  end(): ReadLine[];
}

export function createLineSplitter(maxLength: number): LineSplitter {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let skipping = false;

  const take = (text: string): ReadLine[] => {
    const lines: ReadLine[] = [];
    const parts = text.split("\n");
    const last = parts.pop() as string;
    for (const part of parts) {
      const line = rest + part;
      rest = "";
      if (skipping || line.length > maxLength) lines.push({ kind: "too long" });
      else lines.push({ kind: "line", text: line.endsWith("\r") ? line.slice(0, -1) : line });
      skipping = false;
    }
    rest += last;
    if (rest.length > maxLength) {
      rest = "";
      skipping = true;
    }
    return lines;
  };

  return {
    push: (chunk) =>
      take(
        typeof chunk === "string"
          ? chunk
          : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)),
      ),
    end() {
      const lines = take(decoder.end());
      return rest !== "" || skipping ? [...lines, ...take("\n")] : lines;
    },
  };
}
