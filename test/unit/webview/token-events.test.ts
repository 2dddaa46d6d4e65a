import assert from 'node:assert/strict';
import { emitChoice, emitHover } from '../../../webview/kit/token-events';

/** A strip or a heat map, as far as its events go, and what it has said. */
function speaker(hovered: number) {
  const target = Object.assign(new EventTarget(), { hovered });
  const said: unknown[] = [];
  for (const type of ['token-choose', 'token-hover'])
    target.addEventListener(type, (event) => said.push([type, (event as CustomEvent).detail]));
  return { target, said };
}

describe('What a strip and a heat map say of a token', () => {
  it('is that it was chosen and how, but nothing where there is no token', () => {
    const { target, said } = speaker(-1);
    emitChoice(target, 3, 'enter');
    emitChoice(target, -1, 'reveal');
    assert.deepEqual(said, [['token-choose', { token: 3, how: 'enter' }]]);
  });

  it('is that the pointer has come or left, once', () => {
    const { target, said } = speaker(2);
    emitHover(target, 2);
    emitHover(target, -1);
    assert.deepEqual(said, [['token-hover', { token: -1 }]]);
  });
});
