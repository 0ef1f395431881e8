// Which commands a datagram may give. UDP knows no sender: on loopback that is any program of this machine, elsewhere the
// venue's network. So by default only what a performer does to the picture is taken; nothing that names a file, writes
// one, ends the show, or stops it to look into memory.

export type CommandPolicy = "perform" | "all" | "none";

const PERFORM = new Set([
  "at",
  "back",
  "bars",
  "blackout",
  "cc",
  "code",
  "every",
  "fade",
  "forward",
  "fps",
  "freeze",
  "go",
  "hud",
  "panel",
  "panic",
  "preset",
  "quality",
  "reload",
  "seed",
  "set",
  "tempo",
  "transition",
  "trigger",
]);

/** Null where the line may run, else why not. Words such as the `.seed` in `.at bar .seed new` count as well. */
export function refusal(line: string, policy: CommandPolicy): string | null {
  if (policy === "all") return null;
  if (policy === "none") return "commands by OSC are off (osc.commands: none)";
  const words = [...line.matchAll(/(?:^|[\s"'])\.([A-Za-z_]\w*)/g)].map((match) => match[1]);
  const stranger = words.find((word) => !PERFORM.has(word));
  if (stranger === undefined && words.length > 0) return null;
  return `.${stranger ?? "?"} is not among the commands that OSC may give (osc.commands: all allows every one)`;
}
