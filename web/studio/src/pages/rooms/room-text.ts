import type { RejectReason } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import type { Tone } from "../../shared/status-text.ts";
import { freeOf, type Occupancy, overOf } from "./occupancy.ts";
import type { Decision, Directory, Pending } from "./operator.ts";

/** Labels of the states of a directory. */
export const DIRECTORY_LABELS: Record<Directory["state"], { tone: Tone; label: string; text: string }> = {
  waiting: {
    tone: "busy",
    label: t("directory.waiting"),
    text: t("directory.waitingText"),
  },
  current: { tone: "good", label: t("directory.current"), text: t("directory.currentText") },
  stale: {
    tone: "warning",
    label: t("directory.stale"),
    text: t("directory.staleText"),
  },
};

/** Explains a rejection. The text of an operator or the application takes precedence. */
export function rejectText(reason: RejectReason | undefined, text: string | undefined): string {
  const given = reason === "operator" || reason === "admission" ? text : undefined;
  return given || (reason && t(`reject.${reason}`)) || text || t("reject.unknown");
}

/** Returns the name of a client. */
export function clientText({ user }: Pending): string {
  return user ?? t("room.unnamed");
}

/** Describes the requested room. */
export function requestText({ room, group }: Pick<Pending, "room" | "group">): string {
  return room === undefined ? t("room.bestOf", { group: group ?? "" }) : t("room.name", { room });
}

/** Describes the outcome of a decision. */
export function decisionText({ outcome, room, reason, text }: Decision): { tone: Tone; text: string } {
  switch (outcome) {
    case "accepted":
      return { tone: "good", text: t("decision.accepted", { room: room ?? "" }) };
    case "admitted":
      return { tone: "busy", text: t("decision.admitted") };
    case "left":
      return { tone: "idle", text: t("decision.left") };
    case "rejected":
      return {
        tone: "bad",
        text:
          reason === "operator"
            ? t("decision.rejected")
            : t("decision.notAccepted", { reason: rejectText(reason, text) }),
      };
  }
}

/** Describes an occupancy bar for screen readers. */
export function occupancyText(occupancy: Occupancy): string {
  const { reserved, others, capacity } = occupancy;
  const over = overOf(occupancy);
  return over > 0
    ? t("occupancy.over", { reserved, others, over, capacity })
    : t("occupancy.free", { reserved, others, free: freeOf(occupancy), capacity });
}
