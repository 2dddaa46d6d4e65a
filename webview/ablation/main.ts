import './ablation';
