import assert from 'node:assert/strict';
import { reportPage } from '../../../src/protocol/report-page';
import { BabelscopeError } from '../../../src/rpc/failure';

const { parsers: requests } = reportPage;
const settings = { method: 'lape', topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };
const query = {
  ...{ settings, scope: 'all', language: -1, layer: -1, text: '', sort: 'p:3' },
  ...{ descending: true, from: 0, count: 60 },
};

describe('Requests of the report page', () => {
  it('pass as they are when well formed', () => {
    assert.deepEqual(requests.select(settings), settings);
    assert.deepEqual(requests.neurons(query), query);
    assert.deepEqual(requests.neuron({ settings, layer: 3, index: 9 }).index, 9);
  });

  it('are refused with a coded failure when malformed', () => {
    const malformed: [keyof typeof requests, unknown][] = [
      ['select', null],
      ['select', { ...settings, method: 'pv' }],
      ['select', { ...settings, topRate: 1.01 }],
      ['select', { ...settings, filterRate: NaN }],
      ['select', { ...settings, activationBar: '0.9' }],
      ['neurons', { ...query, count: 1_000_000 }],
      ['neurons', { ...query, from: -1 }],
      ['neurons', { ...query, sort: 'p:x' }],
      ['neurons', { ...query, text: 'x'.repeat(101) }],
      ['neuron', { settings, layer: 0.5, index: 1 }],
      ['openContext', { layer: 1, index: 1, context: -1 }],
      ['steer', { layer: 1 }],
      ['save', { settings, format: 'exe' }],
      ['save', { settings, format: 'png', picture: new Uint8Array(64 * 1024 * 1024 + 1) }],
    ];
    for (const [method, request] of malformed)
      assert.throws(
        () => requests[method](request),
        (error) => error instanceof BabelscopeError && error.code === 'internal',
        `${method} was let through`,
      );
  });
});
