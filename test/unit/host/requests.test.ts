import assert from 'node:assert/strict';
import { isAction } from '../../../src/app/failure-actions';
import { inspectorPage } from '../../../src/protocol/webview';
import { BabelscopeError } from '../../../src/rpc/failure';

const { parsers: requests } = inspectorPage;

describe('Requests of the inspector page', () => {
  it('pass as they are when well formed, without what does not belong to them', () => {
    assert.equal(requests.ready(null), null);
    assert.deepEqual(requests.revealToken({ inspection: 3, token: 0, focus: true, more: 1 }), {
      inspection: 3,
      token: 0,
      focus: true,
    });
    const picture = new Uint8Array([1, 2]);
    assert.deepEqual(requests.save({ inspection: 1, format: 'png', picture }).picture, picture);
  });

  it('are refused with a coded failure when malformed', () => {
    const malformed: [keyof typeof requests, unknown][] = [
      ['ready', { surprise: true }],
      ['tokenDetail', { inspection: 1 }],
      ['tokenDetail', { inspection: 1, token: -1 }],
      ['tokenDetail', { inspection: 1, token: 0.5 }],
      ['tokenDetail', { inspection: 1, token: NaN }],
      ['revealToken', { inspection: 1, token: 1, focus: 'yes' }],
      ['setFollow', undefined],
      ['setPaint', { on: 1 }],
      ['setHidden', { languages: 'en' }],
      ['setHidden', { languages: ['x'.repeat(65)] }],
      ['save', { inspection: 1, format: 'exe' }],
      ['save', { inspection: 1, format: 'png', picture: 'data:image/png;base64,AAAA' }],
      ['save', { inspection: 1, format: 'png', picture: new Uint8Array(64 * 1024 * 1024 + 1) }],
      ['runAction', { id: ['workbench.action.quit'] }],
    ];
    for (const [method, request] of malformed)
      assert.throws(
        () => requests[method](request),
        (error) => error instanceof BabelscopeError && error.code === 'internal',
        `${method} was let through`,
      );
  });

  it('may run what a failure offers and no other command', () => {
    assert.equal(isAction('babelscope.chooseModel'), true);
    assert.equal(isAction('workbench.action.quit'), false);
    assert.equal(isAction('toString'), false);
  });
});
