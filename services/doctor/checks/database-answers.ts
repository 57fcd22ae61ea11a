import { type DoctorCheck, green, red } from "../check";

export const databaseAnswersCheck: DoctorCheck = {
  slug: "database-answers",
  group: "database",
  title: "The database answers",
  why: "Without it nobody can sign in and nothing is sent. Opens and clicks are kept on disk until it is back.",
  async run(examination) {
    const problem = await examination.databaseProblem();
    if (problem === null) return green("It does.");
    return red(
      `It cannot be used: ${problem}`,
      "Start the portal with `npm start` if it uses the embedded database; else start the server of DATABASE_URL, and check the URL.",
    );
  },
};
