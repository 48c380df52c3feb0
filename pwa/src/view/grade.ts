/** The grade of the evidence in words; a grade that this version does not know as it is written. */
import { T } from './strings';

export function grade_word(grade: string): string {
  return (T.common.grade as Record<string, string>)[grade] ?? grade;
}
