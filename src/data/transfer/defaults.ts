/** So many records after one checkpoint comes the next. */
export const defaultEvery = 5_000;
