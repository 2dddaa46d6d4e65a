import * as v from 'valibot';
import type { Parsers } from '../../../rpc/rpc';
import type { SweepHostMethods } from '../../../protocol/sweep-page';
import { nothing, parser, picture } from '../parser';

const tag = v.nullable(v.pipe(v.string(), v.maxLength(64)));

/** Checks what the page asks for where it enters: the page is not trusted. */
export const sweepRequests: Parsers<SweepHostMethods> = {
  ready: parser('sweep', nothing),
  examples: parser(
    'sweep',
    v.object({ setting: v.pipe(v.string(), v.maxLength(500)), source: tag, target: tag }),
  ),
  save: parser(
    'sweep',
    v.object({
      format: v.picklist(['csv', 'json', 'svg', 'png']),
      picture,
    }),
  ),
};
