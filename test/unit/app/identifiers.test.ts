import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyses } from '../../../src/analyses/registry';
import { paperThresholds } from '../../../src/lape/thresholds';
import {
  commandIds,
  contextKeys,
  section,
  settingKeys,
  viewContainer,
  viewTypes,
} from '../../../src/app/identifiers';

interface Manifest {
  activationEvents: string[];
  contributes: {
    commands: { command: string; title: string; enablement?: string }[];
    menus: Record<string, { command: string }[]>;
    keybindings: { command: string }[];
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    views: Record<string, { id: string; type?: string }[]>;
    customEditors: { viewType: string; selector: { filenamePattern: string }[] }[];
    configuration: { properties: Record<string, { scope?: string; default?: unknown }> };
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { commands, menus, keybindings, configuration } = manifest.contributes;
/** An analysis names its command itself. */
const all = [...Object.values(commandIds), ...Object.values(analyses).map(({ command }) => command)];

describe('The identifiers', () => {
  it('are the commands that package.json contributes, all of them and no others', () => {
    assert.deepEqual(commands.map((one) => one.command).sort(), [...all].sort());
  });

  it('call an analysis what its declaration calls it', () => {
    for (const { command, title } of Object.values(analyses))
      assert.equal(commands.find((one) => one.command === command)?.title, `${title}…`);
  });

  it('are the settings that package.json contributes, all of them and no others', () => {
    const ours = Object.values(settingKeys).map((key) => `${section}.${key}`);
    assert.deepEqual(Object.keys(configuration.properties).sort(), ours.sort());
  });

  it('begin with the paper’s thresholds', () => {
    const defaults = Object.keys(paperThresholds).map((name) => [
      name,
      configuration.properties[`${section}.lape.${name}`].default,
    ]);
    assert.deepEqual(Object.fromEntries(defaults), paperThresholds);
  });

  it('are settings that no workspace makes where they reach the network or the processor, and only a trusted one where they name files', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const scoped = (wanted: string) =>
      Object.entries(configuration.properties).flatMap(([key, { scope }]) => (scope === wanted ? [key] : []));
    assert.deepEqual(scoped('machine').sort(), [
      'babelscope.executionProvider',
      'babelscope.hub.endpoint',
      'babelscope.threads',
    ]);
    assert.deepEqual(scoped('machine-overridable').sort(), [...restrictedConfigurations].sort());
  });

  it('hold every command that a menu or a key runs', () => {
    const known = new Set<string>(all);
    const used = [...keybindings, ...Object.values(menus).flat()].map((one) => one.command);
    assert.ok(used.length > 0);
    for (const command of used) assert.ok(known.has(command), command);
  });

  it('hold the context keys that enable commands and the view that activates the extension', () => {
    const enabling = new Set(commands.flatMap((one) => one.enablement ?? []));
    assert.deepEqual([...enabling].sort(), Object.values(contextKeys).sort());
    assert.deepEqual(manifest.activationEvents, [`onWebviewPanel:${viewTypes.inspector}`]);
  });

  it('are the view in the side bar, its container with an icon that is there, and the editors of our files', () => {
    const { viewsContainers, views, customEditors } = manifest.contributes;
    assert.deepEqual(
      viewsContainers.activitybar.map(({ id }) => id),
      [viewContainer],
    );
    assert.match(readFileSync(viewsContainers.activitybar[0].icon, 'utf8'), /^<svg /);
    assert.deepEqual(
      views[viewContainer].map(({ id, type }) => [id, type]),
      [
        [viewTypes.models, undefined],
        [viewTypes.steering, 'webview'],
      ],
    );
    assert.deepEqual(
      customEditors.map(({ viewType }) => viewType),
      [viewTypes.experiment, viewTypes.report],
    );
  });
});
