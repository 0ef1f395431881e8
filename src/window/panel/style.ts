// The look of the panel, at home beside the HUD: same type, same colours, one line a knob.

export const ROW_PX = 25;

export const PANEL_STYLE = `
:host { z-index: 20; flex-direction: row; justify-content: flex-end; align-items: flex-start; }
.panel { pointer-events: auto; display: flex; flex-direction: column; width: 392px; max-width: 100%; max-height: 100%; padding: 0; background: rgba(19, 20, 23, 0.94); user-select: none; }
.head { flex: none; padding: 10px 12px 8px; }
.title { justify-content: space-between; margin-bottom: 7px; }
.count { color: var(--dim); font-size: 11px; font-weight: 500; }
.tools { display: flex; gap: 4px; }
button, input, select { font: inherit; color: inherit; border: 0; border-radius: 3px; padding: 1px 7px; background: rgba(255, 255, 255, 0.09); min-width: 0; }
button { cursor: pointer; }
button:hover:not(:disabled), select:hover { background: rgba(255, 255, 255, 0.17); }
button:disabled { color: #6d6d69; cursor: default; }
input { background: rgba(0, 0, 0, 0.38); box-shadow: inset 0 0 0 1px rgba(255, 255, 255, 0.1); user-select: text; }
input::placeholder { color: #85847e; }
option { background: #17181b; }
:focus-visible { outline: 1.5px solid #7fb2ff; outline-offset: 1px; }
.search { flex: 1; }
details { flex: none; border-top: 1px solid var(--faint); padding: 0 12px; }
summary { padding: 5px 0; color: var(--dim); cursor: pointer; list-style-position: inside; }
details[open] > summary { padding-bottom: 3px; }
.strip { display: flex; gap: 6px; overflow-x: auto; padding: 2px 1px 6px; scrollbar-width: thin; scrollbar-color: #55555a transparent; }
.preset { position: relative; flex: none; width: 66px; padding: 0; background: rgba(255, 255, 255, 0.06); overflow: hidden; }
.preset img, .preset .blank { display: block; width: 66px; height: 62px; object-fit: contain; background: rgba(255, 255, 255, 0.05); }
.preset .name { display: block; padding: 0 4px; font-size: 10px; line-height: 16px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.preset.current { box-shadow: inset 0 0 0 1.5px var(--good); }
.preset.current .name { color: var(--good); }
.drop { position: absolute; top: 2px; right: 2px; padding: 0 5px; background: rgba(19, 20, 23, 0.85); font-size: 10px; line-height: 15px; opacity: 0; }
.cell { position: relative; flex: none; }
.cell:hover .drop, .drop:focus-visible, .drop.armed { opacity: 1; }
.drop.armed { color: var(--error); }
.line { display: flex; gap: 4px; align-items: center; padding-bottom: 7px; }
.line input, .line select { flex: 1; }
.none, .word { color: var(--dim); }
.none { padding: 2px 0 6px; }
.rows { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 3px 12px 10px; border-top: 1px solid var(--faint); scrollbar-width: thin; scrollbar-color: #55555a transparent; }
.rows details { border: 0; padding: 0; }
.row { display: grid; grid-template-columns: 1fr 80px 20px 20px; gap: 3px; align-items: center; height: ${ROW_PX}px; contain: strict; content-visibility: auto; contain-intrinsic-size: auto ${ROW_PX}px; }
/* Strict: a number that changes is laid out within its own bar, and no other line is looked at. */
.bar { position: relative; contain: strict; display: flex; gap: 7px; align-items: center; height: 21px; padding: 0 7px; border-radius: 3px; background: rgba(255, 255, 255, 0.07); overflow: hidden; cursor: ew-resize; touch-action: none; }
.bar:hover, .bar.held { background: rgba(255, 255, 255, 0.11); }
.bar:focus-visible { outline-offset: -1.5px; }
.fill { position: absolute; inset: 0; transform-origin: left; background: rgba(127, 178, 255, 0.3); border-right: 0; }
.from-code .fill { background: rgba(255, 255, 255, 0.13); }
.mark, .ghost { position: absolute; top: 0; bottom: 0; left: 0; width: 100%; pointer-events: none; }
.mark::before { content: ""; position: absolute; left: -0.5px; bottom: 0; width: 1px; height: 5px; background: rgba(255, 255, 255, 0.55); }
.ghost::before { content: ""; position: absolute; left: -1px; top: 2px; bottom: 2px; width: 0; border-left: 2px dashed var(--warning); }
.label, .link, .value { position: relative; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.label { flex: none; max-width: 62%; }
.link { flex: 1; color: var(--dim); font-size: 10px; }
.value { flex: none; padding: 0 2px; border-radius: 2px; cursor: text; }
.value:hover { background: rgba(255, 255, 255, 0.14); }
.field { position: absolute; inset: 0; width: 100%; border-radius: 3px; padding: 0 7px; background: #0d0e10; text-align: right; }
.badge { padding: 0 3px; border-radius: 3px; font-size: 10px; line-height: 15px; text-align: center; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; background: rgba(255, 255, 255, 0.08); color: var(--text); }
.from-code .badge { background: none; color: #85847e; }
.from-midi .badge { background: rgba(159, 216, 164, 0.2); color: var(--good); }
.from-osc .badge, .from-audio .badge { background: rgba(127, 178, 255, 0.2); color: #a6c8ff; }
.from-key .badge, .from-gamepad .badge, .from-pointer .badge { background: rgba(195, 212, 110, 0.2); color: #d6e58c; }
.from-morph .badge { background: rgba(242, 148, 196, 0.2); color: #f6b3d6; }
.frozen .badge { background: none; color: var(--warning); box-shadow: inset 0 0 0 1px rgba(245, 199, 102, 0.55); }
.icon { padding: 0; height: 19px; background: none; color: #77766f; display: grid; place-items: center; }
.icon svg { width: 12px; height: 12px; fill: none; stroke: currentColor; stroke-width: 1.3; }
.icon.on { color: var(--text); }
.cc .lock { visibility: hidden; }
.lock.on { color: var(--warning); }
.locked .bar { cursor: not-allowed; }
.locked .fill { background: rgba(245, 199, 102, 0.16); }
.locked .value { cursor: default; }
.learning .bar { box-shadow: inset 0 0 0 1.5px var(--warning); }
.learning .link, .learning .learn { color: var(--warning); }
.foot { flex: none; padding: 5px 12px 7px; border-top: 1px solid var(--faint); color: var(--dim); font-size: 10px; line-height: 14px; overflow-wrap: anywhere; }
.foot.told { color: var(--warning); }
`;
