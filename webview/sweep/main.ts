import './sweep';
