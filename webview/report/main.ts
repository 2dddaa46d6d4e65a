import '../kit/matrix';
import './neuron-table';
import './report';
