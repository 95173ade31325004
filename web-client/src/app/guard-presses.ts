import { guardPresses } from "@/lib/press-guard";

guardPresses(window);
