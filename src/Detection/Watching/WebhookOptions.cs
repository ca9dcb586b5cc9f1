namespace DetectionSdk.Watching;

/// <summary>How a <see cref="Webhook"/> waits for its address. Immutable.</summary>
public sealed record WebhookOptions
{
    /// <summary>Wait after the first failure; doubled after every other. Above 0, default 1 s.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait. At least <see cref="FirstWait"/>, default 1 min.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An address that has not answered by then has failed. Above 0, default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        Require(FirstWait > TimeSpan.Zero, nameof(FirstWait), FirstWait, "above zero");
        Require(LongestWait >= FirstWait, nameof(LongestWait), LongestWait, "at least FirstWait");
        Require(Timeout > TimeSpan.Zero, nameof(Timeout), Timeout, "above zero");
    }

    private static void Require(bool holds, string name, TimeSpan value, string expected)
    {
        if (!holds) throw new ArgumentOutOfRangeException(name, value, $"WebhookOptions.{name} must be {expected}.");
    }
}
