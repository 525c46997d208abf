/**
 * What one may wait for: `active`, the table and all its global indexes; `indexes`, those alone,
 * whatever else of the table is changing.
 */
export const waitGoals = ["active", "indexes", "exists", "deleted"] as const;
export type WaitGoal = (typeof waitGoals)[number];
