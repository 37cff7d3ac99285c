package dev.referee.route;

import dev.referee.tool.Prices;
import dev.referee.tool.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one session costs, in USD, as far as this node has heard it. Opened after its first response, when the settings and what
 * the call has cost before are known; until then it keeps what is heard. Thread-safe.
 */
final class Meter {

    private boolean open;
    private boolean opening;
    private Usage kept = Usage.NONE;
    private @Nullable Prices prices;
    private String model = "";
    private BigDecimal cap = BigDecimal.ZERO;
    private BigDecimal saved = BigDecimal.ZERO;
    private BigDecimal unsaved = BigDecimal.ZERO;
    private boolean everSaved;
    private boolean saving;
    private boolean capTold;

    /** What is to be done after an amount was added. */
    enum Next {
        NOTHING,
        SAVE_SOON,
        SAVE_LATER,
        CAP_REACHED
    }

    /** Whether it must be opened; whoever is told so does it, or says {@link #notOpened}. */
    synchronized boolean mustOpen() {
        boolean must = !open && !opening;
        opening = opening || must;
        return must;
    }

    /** It could not be opened: the next response tries again. */
    synchronized void notOpened() {
        opening = false;
    }

    /** Hears of usage, and returns what can be counted now: nothing until it is open, then all that was kept, once. */
    synchronized Usage hear(Usage usage) {
        kept = kept.plus(usage);
        if (!open) {
            return Usage.NONE;
        }
        Usage all = kept;
        kept = Usage.NONE;
        return all;
    }

    /**
     * Begins to count.
     *
     * @param prices of the model; null: nothing is counted
     * @param cap zero: none
     * @param before what the call had cost by then
     */
    synchronized void open(String model, @Nullable Prices prices, BigDecimal cap, BigDecimal before) {
        if (!open) {
            this.open = true;
            this.model = model;
            this.prices = prices;
            this.cap = cap;
            this.saved = before;
        }
    }

    /** Whether it is open and what is heard costs something. */
    synchronized boolean counts() {
        return prices != null;
    }

    /** Whether it is open and nothing costs anything. */
    synchronized boolean isFree() {
        return open && prices == null;
    }

    synchronized String model() {
        return model;
    }

    /** What this usage costs. */
    synchronized BigDecimal cost(Usage usage) {
        return prices == null ? BigDecimal.ZERO : prices.cost(usage);
    }

    /** Adds an amount; whoever is told to save or of the cap is told once. */
    synchronized Next add(BigDecimal usd) {
        unsaved = unsaved.add(usd);
        if (!capTold && cap.signum() > 0 && total().compareTo(cap) >= 0) {
            capTold = true;
            return Next.CAP_REACHED;
        }
        if (saving || usd.signum() == 0) {
            return Next.NOTHING;
        }
        saving = true;
        return everSaved ? Next.SAVE_LATER : Next.SAVE_SOON;
    }

    /** Takes what is to be saved; it counts as saved unless it is given back. */
    synchronized BigDecimal take() {
        BigDecimal taken = unsaved;
        unsaved = BigDecimal.ZERO;
        saved = saved.add(taken);
        saving = false;
        everSaved = true;
        return taken;
    }

    /** It could not be saved. */
    synchronized void giveBack(BigDecimal taken) {
        unsaved = unsaved.add(taken);
        saved = saved.subtract(taken);
    }

    synchronized BigDecimal total() {
        return saved.add(unsaved);
    }
}
