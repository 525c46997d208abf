/** What one may wait for; `active` means the table and all its indexes. */
export const waitGoals = ["active", "exists", "deleted"] as const;
export type WaitGoal = (typeof waitGoals)[number];
