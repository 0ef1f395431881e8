// Where OSC goes to, as it is written: `127.0.0.1:9001`.

export interface Target {
  host: string;
  port: number;
  to: string;
}

export const TARGET_WANTED = "host:port, such as 127.0.0.1:9001";

/** `readTarget("127.0.0.1:9001")`, `"[::1]:9001"`, `"9001"` for this machine; null for what is none. */
export function readTarget(text: string): Target | null {
  const match = /^(?:(?:\[([0-9a-f:]+)\]|([\w.-]+)):)?(\d{1,5})$/i.exec(text.trim());
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65_535) return null;
  const host = match[1] ?? match[2] ?? "127.0.0.1";
  return { host, port, to: host.includes(":") ? `[${host}]:${port}` : `${host}:${port}` };
}

/** Whether only programs of this machine can reach it. */
export const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || /^127\./.test(host);
