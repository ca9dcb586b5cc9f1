using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>
/// <c>index.html</c> in the folder of a run: how far it is, curves, what the best model finds, what it learns from.
/// Renews itself while the run goes on. A page that cannot be written is said, and ends no training.
/// </summary>
internal sealed class TrainingPage(string run, AnnotatedDataSet training, AnnotatedDataSet? validation)
{
    private const int Renewal = 20;
    private const string Term = "terms/";
    private const float Confidence = 0.3f;

    private Markup? _data, _pictures;

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(run, "index.html");

    /// <summary>Writes the page.</summary>
    /// <param name="state">How far the run is, in words.</param>
    /// <param name="isOver">Whether it goes on no more.</param>
    public void Write(string state, bool isOver)
    {
        try
        {
            _data ??= DataSection.Of(training, validation);
            HtmlPage.Write(
                Path, System.IO.Path.GetFileName(System.IO.Path.GetFullPath(run)),
                [
                    ("Progress", Progress(state)),
                    ("Validation", _pictures ?? new Markup("<p>There was no validation yet.</p>")),
                    ("Data", _data.Value),
                ],
                isOver ? null : Renewal);
        }
        catch (Exception error) when (CommandRunner.IsExpected(error))
        {
            CommandRunner.Report($"'{Path}' was not written: {error.Message}");
        }
    }

    /// <summary>Looks at some pictures to validate on with the best model so far.</summary>
    public void ShowBest(int threads)
    {
        if (validation is null) return;
        DetectorOptions options = new()
        {
            Confidence = Confidence,
            Provider = ExecutionProvider.Cpu,
            Threads = threads,
            Spinning = false,
        };
        using Detector detector = Detector.Load(System.IO.Path.Combine(run, "best.onnx"), options);
        _pictures = Markup.Of(
            $"""
            <p>What the best model so far finds with a score of {Confidence:0.0} or more (dashed), and what there is
            (plain).</p>
            <div class="row">{DataSection.Spread(validation).Select(image => Draw(image, detector)).ToList()}</div>
            """);
    }

    private static Markup Draw(AnnotatedImage annotated, Detector detector)
    {
        using Mat image = annotated.Read();
        IReadOnlyList<DetectedObject> found = detector.Detect(image).Objects;
        return BoxedPicture.Draw(
            image,
            [
                .. annotated.Annotations.Select(one => new DrawnBox("object", one.Box, 1, "annotated")),
                .. found.Select(one => new DrawnBox(
                    "false", one.Box, one.Score, FormattableString.Invariant($"{one.Label} {one.Score:0.00}"))),
            ],
            $"{annotated.Name}: {found.Count} found, {annotated.Annotations.Count} annotated");
    }

    private Markup Progress(string state)
    {
        var curves = RunLog.Read(run);
        string folder = System.IO.Path.GetFullPath(run);
        return Markup.Of(
            $"""
            <p role="status">{state}</p>
            <div class="row">
            {Chart("loss", curves, ["loss", .. curves.Keys.Where(IsTerm)])}
            {Chart("average precision", curves, ["averagePrecision50", "averagePrecision"])}
            {Chart("learning rate", curves, ["learningRate"])}
            </div>
            <p>The same curves in TensorBoard: <code>tensorboard --logdir {folder}</code>. All numbers:
            <code>log.jsonl</code>. The best model so far: <code>best.onnx</code>.</p>
            """);
    }

    private static Markup Chart(
        string title, IReadOnlyDictionary<string, List<(double Step, double Value)>> curves, string[] names)
    {
        string[] known = [.. names.Where(curves.ContainsKey)];
        if (known.Length == 0) return default;
        string last = string.Join(
            ", ", known.Select(name => FormattableString.Invariant($"{Word(name)} {curves[name][^1].Value:0.####}")));
        return LineChart.Draw(
            $"{title} over steps; last: {last}", "step", title,
            known.Select(name => (
                Word(name), curves[name].Select(point => point.Step).ToArray(),
                curves[name].Select(point => point.Value).ToArray())));
    }

    private static bool IsTerm(string curve) => curve.StartsWith(Term, StringComparison.Ordinal);

    private static string Word(string curve) => curve switch
    {
        "averagePrecision" => "AP",
        "averagePrecision50" => "AP50",
        "learningRate" => "learning rate",
        _ => IsTerm(curve) ? curve[Term.Length..] : curve,
    };
}
