import { LinkUnknown } from "../link-unknown";

export default LinkUnknown;
