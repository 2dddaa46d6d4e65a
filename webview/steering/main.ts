import '../kit/range-slider';
import './language-chips';
import './steering';
