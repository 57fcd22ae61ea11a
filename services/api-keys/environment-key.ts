/** What the key is called that ADMIN_API_KEY names: valid from each start on for as long as the variable is set. */
export const environmentKeyName = "ADMIN_API_KEY (environment)";
