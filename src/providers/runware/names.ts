export const PROVIDER = 'runware';
