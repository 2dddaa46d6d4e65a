import '../kit/heat-map';
import '../kit/legend';
import '../kit/token-strip';
import './inspector';
