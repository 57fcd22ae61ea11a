/** The id that stands in a path; 0, which nothing has, for what is no id: it must not reach the database as `NaN`. */
export function pathId(text: string): number {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
}
