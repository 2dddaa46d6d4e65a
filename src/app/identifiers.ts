/**
 * Every name that package.json and the code both use, except the commands of analyses, which are named in
 * their declarations. test/unit/app/identifiers.test.ts checks that they agree.
 */

export const commandIds = {
  inspectSelection: 'babelscope.inspectSelection',
  cancelInspection: 'babelscope.cancelInspection',
  toggleFollow: 'babelscope.toggleFollow',
  togglePaint: 'babelscope.togglePaint',
  chooseModel: 'babelscope.chooseModel',
  addModelFolder: 'babelscope.addModelFolder',
  openSample: 'babelscope.openSample',
  showLog: 'babelscope.showLog',
  useModel: 'babelscope.useModel',
  unloadModel: 'babelscope.unloadModel',
  revealModel: 'babelscope.revealModel',
  copyModelPath: 'babelscope.copyModelPath',
  removeModel: 'babelscope.removeModel',
  downloadModel: 'babelscope.downloadModel',
  steer: 'babelscope.steer',
  continueSteered: 'babelscope.continueSteered',
  insertResult: 'babelscope.insertResult',
  compareResult: 'babelscope.compareResult',
  saveExperiment: 'babelscope.saveExperiment',
  openReport: 'babelscope.openReport',
  compareAtlases: 'babelscope.compareAtlases',
  showRuns: 'babelscope.showRuns',
  pauseRun: 'babelscope.pauseRun',
  resumeRun: 'babelscope.resumeRun',
  useAtlas: 'babelscope.useAtlas',
  importNeurons: 'babelscope.importNeurons',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Without the `babelscope.` that VS Code's configuration section adds. */
export const settingKeys = {
  model: 'model',
  modelFolders: 'modelFolders',
  atlases: 'atlases',
  threads: 'threads',
  executionProvider: 'executionProvider',
  hubEndpoint: 'hub.endpoint',
  topRate: 'lape.topRate',
  filterRate: 'lape.filterRate',
  activationBar: 'lape.activationBar',
  followDelay: 'followDelay',
} as const;

export type SettingKey = (typeof settingKeys)[keyof typeof settingKeys];

export const section = 'babelscope';

export const contextKeys = {
  /** An inspection is under way: *Cancel Inspection* is enabled. */
  working: 'babelscope.working',
  /** There is a steered result to insert, compare or save. */
  steered: 'babelscope.steered',
  /** A long run is under way: *Pause Run* is enabled. */
  running: 'babelscope.running',
} as const;

export const viewTypes = {
  inspector: 'babelscope.inspector',
  steering: 'babelscope.steering',
  models: 'babelscope.models',
  experiment: 'babelscope.experiment',
  report: 'babelscope.report',
} as const;

/** In the activity bar. */
export const viewContainer = 'babelscope';

/** Keys of `workspaceState`; `modelFacts` of `globalState`. */
export const memoryKeys = {
  /** Where the last result came from, so a panel restored after a reload can inspect it again. */
  lastPlace: 'lastPlace',
  /** What each model turned out to be when it was opened, by path. */
  modelFacts: 'modelFacts',
  /** The last steering choices, and the model they were made for. */
  steeringChoices: 'steeringChoices',
  /** Corpus files that runs started in this editor have counted. */
  countedCorpora: 'countedCorpora',
} as const;
