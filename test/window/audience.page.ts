// The window before an audience, alone on a page.

import { createAudience, listScreens } from "../../src/window/audience.ts";

let left = 0;
const audience = createAudience({
  cursorHideS: 0.3,
  awake: true,
  onLeft: () => {
    left++;
  },
});

export const screens = listScreens;
export const setStage = audience.set;
export const leftCount = () => left;
export const isStill = () => document.documentElement.classList.contains("still");
export const place = () => [screenX, screenY, innerWidth, innerHeight];
