namespace DetectionSdk.Fuzzing.Targets;

/// <summary>Words of the options of training runs.</summary>
internal static class RunWords
{
    public static IReadOnlyList<string> All { get; } =
    [
        "{", "}", "[", "]", ",", ":", "null", "true", "\"options\":", "\"classNames\":", "\"imageCount\":",
        "\"degradation\":", "\"width\":", "\"depth\":", "\"recipe\":", "\"architecture\":", "\"steps\":", "\"seed\":"
    ];
}
