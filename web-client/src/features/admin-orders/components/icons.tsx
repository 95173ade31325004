import { Icon, type IconProps } from "@/components/ui/icons";

export const SortIcon = (props: IconProps) => <Icon path="m8 10 4-4 4 4M8 14l4 4 4-4" {...props} />;
export const UpIcon = (props: IconProps) => <Icon path="m7 14 5-5 5 5" {...props} />;
export const DownIcon = (props: IconProps) => <Icon path="m7 10 5 5 5-5" {...props} />;
export const SearchIcon = (props: IconProps) => <Icon path="M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4 4" {...props} />;
export const FilterIcon = (props: IconProps) => <Icon path="M4 7h16M7 12h10M10 17h4" {...props} />;
export const ExportIcon = (props: IconProps) => <Icon path="M12 4v11m0 0 4-4m-4 4-4-4M5 19h14" {...props} />;
