// The only door to onnxruntime, here and in tests and benchmarks (lint holds them to it): whoever comes through has its
// telemetry switched off before the library is loaded.
import './no-telemetry';

export { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
