import type { Inspection } from '../../protocol/engine';
import { withoutMarkdown } from '../../view/as-text';
import { formatShare } from '../../view/format';
import { tokenName } from '../../view/token-name';

/** How many languages a hover lists. */
const rows = 6;

/** A token's numbers as a Markdown table, strongest language first; every piece of text is escaped. */
export function tokenTable(
  texts: readonly string[],
  inspection: Pick<Inspection, 'languages' | 'activity' | 'share' | 'text' | 'start' | 'end' | 'ids'>,
  token: number,
): string {
  const { languages, activity, share } = inspection;
  const at = token * languages.length;
  const ranked = languages
    .map((language, k) => ({ language, activity: activity[at + k], share: share[at + k] }))
    .sort((a, b) => b.activity - a.activity)
    .slice(0, rows);
  return [
    `**${withoutMarkdown(tokenName(texts, inspection, token))}** · token ${token + 1}, id ${inspection.ids[token]}`,
    '',
    '| language | activity | share firing |',
    '| :-- | --: | --: |',
    ...ranked.map(
      (row) =>
        `| ${withoutMarkdown(row.language)} | ${formatShare(row.activity)} | ${formatShare(row.share)} |`,
    ),
  ].join('\n');
}
