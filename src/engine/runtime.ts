// The only import of onnxruntime, also in tests and benchmarks (enforced by lint): it switches telemetry off
// before the library is loaded.
import './no-telemetry';

export { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
