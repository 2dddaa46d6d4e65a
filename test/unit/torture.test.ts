import assert from 'node:assert/strict';
import * as bombs from '../torture/bombs.torture';
import * as flips from '../torture/flips.torture';
import * as kills from '../torture/kills.torture';
import * as places from '../torture/places.torture';
import * as stops from '../torture/stops.torture';

describe('What can go wrong, tried a few times (npm run torture tries more)', function () {
  // Each try is a process or two.
  this.timeout(600_000);
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  const short = { kills: 3, stops: 2, flips: 10, places: 2, bombs: 1 };
  for (const [name, campaign] of Object.entries({ kills, stops, flips, places, bombs }))
    it(name, async () => {
      for (const { what, tried, failures, skipped } of await campaign.run(
        short[name as keyof typeof short],
      )) {
        if (skipped !== undefined) console.log(`      not tried here: ${what}: ${skipped}`);
        assert.ok(tried > 0 || skipped !== undefined, what);
        assert.deepEqual(failures, [], what);
      }
    });
});
