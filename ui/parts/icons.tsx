import type { ComponentChildren } from 'preact';

/** One silhouette per kind, the same in table, graph and search; told apart without colour, at 13 px. Box 16 x 16. */
const HEX = 'M8 1.3l5.8 3.35v6.7L8 14.7l-5.8-3.35v-6.7z';

const SHAPES = {
  person: [<circle cx="8" cy="5.2" r="2.7" />, <path d="M2.8 14c.5-3 2.6-4.4 5.2-4.4s4.7 1.4 5.2 4.4z" />],
  group: [<circle cx="5.7" cy="8" r="4.2" />, <circle cx="10.3" cy="8" r="4.2" />],
  stack: [
    <circle cx="6.2" cy="6" r="2.3" />,
    <path d="M1.8 13.4c.4-2.6 2.2-3.8 4.4-3.800s4 1.2 4.4 3.800z" />,
    <path d="M10 4a2.3 2.3 0 0 1 0 4.200M11.8 9.900c1.4.6 2.3 1.8 2.6 3.5" />,
  ],
  permissionSet: [<path d="M3 1.8h7l3 3v9.4H3z" />, <path d="M5.5 7.5h5M5.5 10.5h5" />],
  ssoRole: [<path d={HEX} />, <circle cx="8" cy="8" r="2.1" />],
  role: [<path d={HEX} />],
  user: [
    <rect x="2" y="2.5" width="12" height="11" rx="1.5" />,
    <circle cx="8" cy="6.4" r="1.7" />,
    <path d="M4.8 11.300c.4-1.7 1.6-2.5 3.2-2.500s2.8.8 3.2 2.5" />,
  ],
  root: [<path d="M2.5 12.800h11M2.5 4.500l2.7 3L8 3l2.8 4.5 2.7-3v6h-11z" />],
  service: [
    <rect x="4" y="4" width="8" height="8" rx="1" />,
    <path d="M6 4V1.500M10 4V1.500M6 14.500V12M10 14.500V12M4 6H1.500M4 10H1.500M14.5 6H12M14.5 10H12" />,
  ],
  externalAccount: [<path d="M7 3H2.500v10.500H13V9M9.5 2.500h4v4M13.5 2.500L7.5 8.5" />],
  anyone: [
    <circle cx="8" cy="8" r="6" />,
    <path d="M2 8h12M8 2c2 1.7 3 3.7 3 6s-1 4.3-3 6c-2-1.7-3-3.7-3-6s1-4.3 3-6z" />,
  ],
  openEnd: [
    <circle cx="8" cy="8" r="6" stroke-dasharray="2.2 2.2" />,
    <path d="M8 5.200v5.600M5.6 6.600l4.8 2.800M10.4 6.600L5.6 9.4" />,
  ],
  table: [
    <path d="M2.5 4v8c0 1.2 2.5 2.2 5.5 2.200s5.5-1 5.5-2.200V4" />,
    <ellipse cx="8" cy="4" rx="5.5" ry="2.2" />,
    <path d="M2.5 8c0 1.2 2.5 2.2 5.5 2.200s5.5-1 5.5-2.2" />,
  ],
  bucket: [
    <path d="M2.2 4.200L4 13c.2.8 1.9 1.3 4 1.300s3.8-.5 4-1.300l1.8-8.8" />,
    <ellipse cx="8" cy="4" rx="5.8" ry="2.1" />,
  ],
  key: [<circle cx="5" cy="8" r="3" />, <path d="M8 8h6.500M12 8v3" />],
  secret: [<rect x="3" y="7" width="10" height="7" rx="1" />, <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />],
  queue: [
    <path d="M2 3.500v9M14 3.500v9" />,
    <rect x="4.5" y="5.5" width="2.8" height="5" />,
    <rect x="9" y="5.5" width="2.8" height="5" />,
  ],
  topic: [<circle cx="4" cy="8" r="2" />, <path d="M6 8h8M5.5 6.600L12.5 3M5.5 9.400l7 3.6" />],
  function: [
    <rect x="2" y="2" width="12" height="12" rx="1.5" />,
    <path d="M5.5 5c1.5 0 1.8.5 2.3 1.800l2.2 4.700M7.7 7.500l-2.2 4" />,
  ],
  policy: [<path d="M8 1.500l5.5 2v4.300c0 3.2-2.2 5.5-5.5 6.7-3.3-1.2-5.5-3.5-5.5-6.700V3.500z" />],
  thing: [
    <path d="M8 1.800l5.5 2.700v7L8 14.200l-5.5-2.700v-7z" />,
    <path d="M2.5 4.500L8 7.300l5.5-2.800M8 7.300v6.9" />,
  ],
  proven: [
    <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />,
    <path class="knock" d="M5 8.200l2.1 2.100L11 6.2" stroke-width="1.6" />,
  ],
  allowed: [
    <circle cx="8" cy="8" r="5.9" stroke-width="1.3" />,
    <path d="M5 8.200l2.1 2.100L11 6.2" stroke-width="1.5" />,
  ],
  conditional: [
    <circle cx="8" cy="8" r="5.8" stroke-width="1.5" />,
    <path d="M8 2.200a5.8 5.8 0 0 0 0 11.600z" fill="currentColor" stroke="none" />,
  ],
  unknown: [
    <circle cx="8" cy="8" r="6" stroke-dasharray="0.1 2.59" stroke-linecap="round" stroke-width="1.8" />,
    <path
      d="M6.3 6.500c.1-1.1.8-1.7 1.8-1.700s1.7.6 1.7 1.500c0 1.2-1.7 1.3-1.7 2.600M8.1 11v.2"
      stroke-linecap="round"
    />,
  ],
  noAccess: [<path d="M1.5 8h10M12 3v10" stroke-width="1.8" />],
  allows: [<path d="M3.5 8.500l3 3 6-7" stroke-width="1.8" />],
  cuts: [
    <rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="currentColor" stroke="none" />,
    <path class="knock" d="M5 5l6 6M11 5l-6 6" stroke-width="1.8" />,
  ],
  silent: [<path d="M5 8h6" />],
  down: [<path d="M4.5 6.500L8 10l3.5-3.5" />],
  light: [
    <circle cx="8" cy="8" r="3" />,
    <path d="M8 1.500V3M8 13v1.500M1.5 8H3M13 8h1.500M3.4 3.400l1.1 1.100M11.5 11.500l1.1 1.100M12.6 3.400l-1.1 1.100M4.5 11.500l-1.1 1.1" />,
  ],
  dark: [<path d="M13.5 9.500A6 6 0 0 1 6.5 2.500a6 6 0 1 0 7 7z" />],
  auto: [
    <circle cx="8" cy="8" r="5.8" />,
    <path d="M8 2.200a5.8 5.8 0 0 1 0 11.600z" fill="currentColor" stroke="none" />,
  ],
} as const satisfies Record<string, ComponentChildren>;

export type IconName = keyof typeof SHAPES;

/** The shapes alone, for use inside another svg. */
export const shapesOf = (name: IconName): ComponentChildren => SHAPES[name];

interface IconProps {
  readonly name: IconName;
  readonly large?: boolean;
  /** Text alternative; without it the icon is decoration beside a word. */
  readonly label?: string | undefined;
}

export function Icon({ name, large = false, label }: IconProps) {
  const size = large ? 'i l' : 'i';
  if (label === undefined) {
    return (
      <svg class={size} viewBox="0 0 16 16" aria-hidden="true">
        {SHAPES[name]}
      </svg>
    );
  }
  return (
    <svg class={size} viewBox="0 0 16 16" role="img" aria-label={label}>
      {SHAPES[name]}
    </svg>
  );
}
