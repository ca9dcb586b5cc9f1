namespace DetectionSdk.Fuzzing;

/// <summary>An input that did not end as it must.</summary>
/// <param name="Number">The input.</param>
/// <param name="Kind">untyped, refused seed, slow, memory, crash or hang.</param>
/// <param name="Place">What tells it from other faults: the exception and where it was thrown.</param>
/// <param name="Detail">The exception with its stack, or the last words of the process.</param>
internal sealed record Finding(long Number, string Kind, string Place, string Detail)
{
    public static Finding Untyped(long number, string kind, Exception error) =>
        new(number, kind, $"{error.GetType().Name} in {Thrower(error)}", error.ToString());

    // The innermost method of ours.
    private static string Thrower(Exception error)
    {
        string? line = error.StackTrace?.Split('\n').Select(text => text.Trim())
            .FirstOrDefault(text => text.StartsWith("at DetectionSdk.", StringComparison.Ordinal)
                && !text.Contains(".Fuzzing.", StringComparison.Ordinal));
        return line?[3..].Split('(')[0] ?? "no method of the SDK";
    }
}
