namespace DetectionSdk.Studies;

/// <summary>A column of a <see cref="StudyTable"/>.</summary>
public sealed class StudyMeasure
{
    private readonly Func<StudyScore, double?> _read;

    private StudyMeasure(string name, string format, Func<StudyScore, double?> read) =>
        (Name, Format, _read) = (name, format, read);

    /// <summary>Head of the column.</summary>
    public string Name { get; }

    /// <summary>Numeric format of its values.</summary>
    public string Format { get; }

    /// <summary>AP in percent, IoU .50:.95.</summary>
    public static StudyMeasure AP { get; } = Percent("AP", score => score.Coco.AP);

    /// <summary>AP at IoU .50, in percent.</summary>
    public static StudyMeasure AP50 { get; } = Percent("AP50", score => score.Coco.AP50);

    /// <summary>Every measure, in the order of the columns.</summary>
    public static IReadOnlyList<StudyMeasure> All { get; } =
    [
        AP,
        AP50,
        Percent("AP small", score => score.Coco.APs),
        Percent("AP medium", score => score.Coco.APm),
        Percent("AP large", score => score.Coco.APl),
        new("PSNR", "0.00", score => score.FrontEnd?.Psnr),
        new("SSIM", "0.000", score => score.FrontEnd?.Ssim),
        new("ms", "0.0", score => score.FrontEnd?.Milliseconds + score.FrontEnd?.DetectorMilliseconds),
    ];

    /// <summary>Whether an evaluation measured this at all.</summary>
    public bool IsIn(StudyScore score) => _read(score) is not null;

    /// <summary>
    /// The mean over the copies of a condition; null where one of them has no value, or no such object.
    /// </summary>
    internal double? Mean(IReadOnlyList<StudyScore> copies)
    {
        double?[] values = [.. copies.Select(_read)];
        return values.Any(value => value is null or < 0) ? null : values.Average();
    }

    // -1 in a file stands for "no such object"
    private static StudyMeasure Percent(string name, Func<StudyScore, double> share) =>
        new(name, "0.0", score => 100 * share(score));
}
