export const PROVIDER = 'minimax';
