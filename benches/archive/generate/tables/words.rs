//! Words that names are made of.

pub const WORDS: &[&str] = &[
    "account", "alert", "archive", "asset", "audit", "backup", "balance", "basket", "batch",
    "billing", "booking", "bridge", "cache", "campaign", "catalog", "checkout", "claims", "clicks",
    "cluster", "compass", "content", "core", "credit", "customer", "daily", "dashboard", "delivery",
    "device", "discount", "document", "engine", "event", "export", "feed", "fleet", "forecast",
    "frontend", "gateway", "harbor", "history", "image", "import", "index", "insight", "inventory",
    "invoice", "journal", "ledger", "library", "loader", "mailer", "market", "media", "metrics",
    "mobile", "monitor", "notify", "offer", "order", "partner", "payment", "pipeline", "planner",
    "policy", "portal", "pricing", "product", "profile", "quality", "queue", "quote", "ranking",
    "recipe", "refund", "registry", "report", "research", "returns", "review", "risk", "router",
    "sales", "scheduler", "search", "sensor", "session", "settings", "shipping", "signal",
    "storage", "supplier", "support", "survey", "sync", "tax", "ticket", "token", "tracking",
    "transfer", "travel", "upload", "user", "vendor", "video", "voucher", "warehouse", "webhook",
    "weather", "widget", "worker",
];
