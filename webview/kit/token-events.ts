/** How a token was chosen: `reveal` shows it in the editor, `enter` goes there. */
export interface TokenChoice {
  token: number;
  how: 'reveal' | 'enter';
}

/** Says that a token was chosen, as `token-choose`; -1 is none. */
export function emitChoice(from: EventTarget, token: number, how: TokenChoice['how']): void {
  if (token < 0) return;
  const detail: TokenChoice = { token, how };
  from.dispatchEvent(new CustomEvent('token-choose', { detail }));
}

/** Says which token the pointer is on, as `token-hover` ({ token }, -1 when it left), where that has changed. */
export function emitHover(from: EventTarget & { hovered: number }, token: number): void {
  if (token === from.hovered) return;
  from.dispatchEvent(new CustomEvent('token-hover', { detail: { token } }));
}
