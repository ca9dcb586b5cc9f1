using DetectionSdk.Imaging;
using DetectionSdk.Imaging.Tiling;
using DetectionSdk.Inference;
using DetectionSdk.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Enlarges images with super-resolution networks in ONNX, alone or before a detector. Thread-safe. Large images are
/// cut into overlapping tiles whose seams are blended; where a model of a fixed scale states its receptive field truly,
/// tiled and whole images agree within one grey level. Of a bundle with several networks a router chooses one per tile,
/// and tiles that share one run in batches. Disposing it waits for the calls that run.
/// </summary>
/// <remarks>
/// The model: input <c>images</c> float [B, 3, H, W], RGB in [0, 1], H and W dynamic; output <c>enlarged</c> [B, 3, sH,
/// sW]; metadata <c>task</c> = super-resolution, <c>scale</c> = s (an integer) or <c>any</c>, <c>overlap</c> = radius
/// of the receptive field in input pixels, optionally <c>recipe</c>, <c>architecture</c>, <c>degradation</c>. A model
/// of any scale has a second input <c>size</c>, int64 [2] = (height, width) of the output, and the metadata
/// <c>maximum-scale</c>. A model that is told what its picture shows has an input <c>maps</c>, float [B, K, sH, sW], 1
/// where a pixel is of a class, and names the K classes in <c>names</c>; the context brings the label map. A model of
/// any scale gives the size that the context names: each side 1 to
/// <see cref="SuperResolverInfo.MaximumScale"/> times the image's, or what was divided by that and rounded to the
/// image's. Its tiles begin and end where edges of input and output pixels come nearest to each other. At the default
/// tile size they coincide at scales p / q with q up to 64; elsewhere a tile is shifted against the whole image, by
/// mostly a hundredth and always less than a quarter of an output pixel; by up to half of one at scales within 1/64 of
/// an integer. A <see cref="SuperResolverOptions.TileSize"/> of 0 avoids that.
/// </remarks>
public sealed class SuperResolver : FrontEnd
{
    private readonly BundleSessions _sessions;
    private readonly TileRouter? _router;
    private readonly bool _leaveOpen;

    // Calls read, disposing writes: it waits for those that run, and refuses the others.
    private readonly ReaderWriterLockSlim _calls = new();
    private bool _disposed;

    private SuperResolver(
        BundleSessions sessions, SuperResolverOptions options, TileRouter? router, bool leaveOpen)
    {
        sessions.Model.Bundle.RequireRouter(sessions.Model.Path, router ?? sessions.Model.Bundle.Router);
        _sessions = sessions;
        _router = router ?? sessions.Model.Bundle.Router;
        _leaveOpen = leaveOpen || router is null; // the bundle's own goes with the sessions
        Options = options;
    }

    /// <summary>The facts of the model.</summary>
    public SuperResolverInfo Model => _sessions.Model;

    /// <summary>The options that the model was loaded with.</summary>
    public SuperResolverOptions Options { get; }

    /// <summary>
    /// What is doubtful about the tiles, in words: where they are smaller than what a pixel of the output sees, much of
    /// each is seen less well than on a whole image, and seams may show. Null where nothing is.
    /// </summary>
    public string? TileWarning => TileSize > 0 && TileSize <= 2 * _sessions.Reach && Model.Overlap < _sessions.Reach
        ? $"tiles of {TileSize} pixels are smaller than the {2 * _sessions.Reach + 1} pixels that a pixel of "
            + $"'{Model.Path}' sees: seams may show."
        : null;

    private int TileSize => Options.TileSize ?? Model.Bundle.TileSize ?? SuperResolverOptions.DefaultTileSize;

    /// <summary>Opens a model file or a bundle.</summary>
    /// <param name="path">An ONNX super-resolution model, or a <see cref="FrontEndBundle"/>.</param>
    /// <param name="options">Tiles and hardware; null for the defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <param name="router">
    /// Chooses among the parts of a bundle in place of its own router; disposed with this. Null: its own.
    /// </param>
    /// <param name="leaveOpen">Whether <paramref name="router"/> stays the caller's to dispose.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">
    /// The file is damaged or no super-resolution model, a part of the bundle is missing or has another scale, or
    /// nothing chooses among its parts.
    /// </exception>
    /// <exception cref="ExecutionProviderException">
    /// The provider that was asked for is absent or does not start.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static SuperResolver Load(
        string path, SuperResolverOptions? options = null, ILogger? logger = null, TileRouter? router = null,
        bool leaveOpen = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(
            known => BundleSessions.Open(path, known, logger ?? NullLogger.Instance), options, router, leaveOpen);
    }

    /// <summary>Opens a model that lies in memory.</summary>
    internal static SuperResolver Open(ModelSource model, SuperResolverOptions options, ILogger? logger) =>
        Open(
            known => BundleSessions.Open(model, known, logger ?? NullLogger.Instance), options, router: null,
            leaveOpen: false);

    private static SuperResolver Open(
        Func<SuperResolverOptions, BundleSessions> open, SuperResolverOptions? options, TileRouter? router,
        bool leaveOpen)
    {
        NativeOpenCv.Require();
        options ??= new SuperResolverOptions();
        options.Validate();
        BundleSessions sessions = open(options);
        try
        {
            return new SuperResolver(sessions, options, router, leaveOpen);
        }
        catch
        {
            sessions.Dispose();
            throw;
        }
    }

    /// <summary>Whether an ONNX file or a bundle says that it is for super-resolution.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or neither an ONNX model nor a bundle.</exception>
    public static bool IsSuperResolver(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (FrontEndBundle.IsBundle(path)) return FrontEndBundle.Read(path).Task == SuperResolverReader.Task;
        using InferenceSession session = SessionFactory.Open(
            path, new SuperResolverOptions { Provider = ExecutionProvider.Cpu }, NullLogger.Instance).Session;
        return session.ModelMetadata.CustomMetadataMap.GetValueOrDefault("task") == SuperResolverReader.Task;
    }

    /// <summary>Which part enlarges which tile of an image, without enlarging it: what there is to show or to count.
    /// </summary>
    /// <inheritdoc cref="FrontEnd.Enhance" path="/param"/>
    /// <returns>The tiles, in rows; they overlap. One tile where the image is not cut.</returns>
    /// <exception cref="ImageFormatException">The Mat is empty, or of a kind that is not accepted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The budget is less than the bundle can keep to.</exception>
    public IReadOnlyList<RoutedTile> Route(Mat image, FrontEndContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context = Budgeted(context);
        using BgrImage bgr = BgrImage.From(image);
        BundlePart[] parts = [.. _sessions.At(context.Frame).Select(pair => pair.Part)];
        return WithTiles(bgr.Pixels, TargetOf(bgr.Pixels.Size(), context), null, tiles =>
        {
            IReadOnlyList<int> choices = parts.Length == 1 ? new int[tiles.Length] : Choose(tiles, parts, context);
            return tiles.Zip(choices, (tile, choice) => new RoutedTile(tile.Input.Place, parts[choice])).ToArray();
        });
    }

    /// <summary>
    /// What the network sees of an image, without running it: all of it, or the tile in its middle where it is larger
    /// than a tile. For tools that run the model themselves, such as a quantizer.
    /// </summary>
    /// <returns>
    /// Every input of the model by its name, tensors of their own memory. A model of any scale is asked for the
    /// largest; of a bundle it is what each part sees.
    /// </returns>
    /// <exception cref="ImageFormatException">The Mat is empty, or of a kind that is not accepted.</exception>
    /// <exception cref="ModelFormatException">The model must be told what a picture shows.</exception>
    public IReadOnlyList<NamedOnnxValue> Prepare(Mat image)
    {
        using BgrImage bgr = BgrImage.From(image);
        using Mat middle = Middle(bgr.Pixels);
        Size target = Scaled(middle.Size(), Model.MaximumScale);
        _ = LabelsOf(target, new FrontEndContext());
        return SuperResolutionSession.CopyInputs(middle, Model.Scale is null ? target : null);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The model does not give the size that the context names.
    /// </exception>
    protected override Mat Process(Mat image, FrontEndContext context)
    {
        Model.Bundle.Clip?.Require(Model.Path, image.Size(), context.Frame);
        Size target = TargetOf(image.Size(), context);
        RequireRoom(image.Size(), target, Options.MaximumOutputPixels, "SuperResolverOptions.MaximumOutputPixels");
        (BundlePart Part, SuperResolutionSession Session)[] parts = _sessions.At(context.Frame);
        return WithTiles(
            image, target, LabelsOf(target, context),
            tiles => Enlarge(target, tiles, Batches(tiles, parts, Budgeted(context))));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        _calls.EnterWriteLock();
        try
        {
            if (_disposed) return;
            _disposed = true;
            _sessions.Dispose();
            if (!_leaveOpen) _router?.Dispose();
        }
        finally
        {
            _calls.ExitWriteLock();
        }
    }

    private Size TargetOf(Size image, FrontEndContext context)
    {
        if (Model.Scale is { } scale) return Scaled(image, scale);
        Size target = FitTo(image, context, Model.MaximumScale), largest = Unrounded(image, Model.MaximumScale);
        if (target.Width < image.Width
            || target.Height < image.Height
            || target.Width > largest.Width
            || target.Height > largest.Height)
            throw new ArgumentOutOfRangeException(
                nameof(context),
                $"'{Model.Path}' enlarges {Text(image)} to at most {Text(largest)} pixels, not to {Text(target)}.");
        return target;
    }

    private Mat? LabelsOf(Size target, FrontEndContext context)
    {
        if (Model.ClassNames.Count == 0) return null;
        if (context.LabelMap is not { } labels)
            throw new ModelFormatException(
                $"'{Model.Path}' must be told what a picture shows: expected a label map of the classes "
                + $"[{string.Join(", ", Model.ClassNames)}].");
        if (labels.Type() == MatType.CV_8UC1 && labels.Size() == target) return labels;
        throw new ImageFormatException(
            $"The label map is {Text(labels.Size())} pixels of {labels.Type()}; '{Model.Path}' expects "
            + $"{Text(target)} of CV_8UC1, the size of the enlarged image.");
    }

    private Mat Middle(Mat image)
    {
        int side = TileSize > 0 ? TileSize : int.MaxValue;
        Size size = new(Math.Min(side, image.Width), Math.Min(side, image.Height));
        return image[
            new Rect((image.Width - size.Width) / 2, (image.Height - size.Height) / 2, size.Width, size.Height)];
    }

    private T WithTiles<T>(Mat image, Size target, Mat? labels, Func<TileJob[], T> use)
    {
        TileJob[] tiles = Cut(image, target, labels);
        _calls.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return use(tiles);
        }
        finally
        {
            _calls.ExitReadLock();
            foreach (TileJob tile in tiles) tile.Dispose();
        }
    }

    private FrontEndContext Budgeted(FrontEndContext context) => context.Budget is not null || Options.Budget is null
        ? context
        : context with { Budget = Options.Budget };

    private TileJob[] Cut(Mat image, Size target, Mat? labels)
    {
        TileSpan[] rows = TileAxis.Cut(image.Height, target.Height, TileSize, Model.Overlap);
        TileSpan[] columns = TileAxis.Cut(image.Width, target.Width, TileSize, Model.Overlap);
        return [.. rows.SelectMany(row => columns.Select(column => new TileJob(image, labels, row, column)))];
    }

    // Where there is nothing to choose, each tile runs alone: what it gives must not depend on how many there are.
    private IEnumerable<(SuperResolutionSession Part, TileJob[] Tiles)> Batches(
        TileJob[] tiles, (BundlePart Part, SuperResolutionSession Session)[] parts, FrontEndContext context)
    {
        if (parts is [var only]) return tiles.Select(tile => (only.Session, (TileJob[])[tile]));
        IReadOnlyList<int> choices = Choose(tiles, [.. parts.Select(pair => pair.Part)], context);
        return tiles.Zip(choices)
            .GroupBy(pair => (Part: pair.Second, Size: pair.First.Input.Place.Size, pair.First.Target))
            .SelectMany(group => InBatches(
                parts[group.Key.Part].Session, group.Select(pair => pair.First), group.Key.Size));
    }

    private static IEnumerable<(SuperResolutionSession Part, TileJob[] Tiles)> InBatches(
        SuperResolutionSession part, IEnumerable<TileJob> tiles, Size size) =>
        tiles.Chunk(part.TakesBatches ? SuperResolutionSession.LargestBatch(size) : 1).Select(batch => (part, batch));

    private IReadOnlyList<int> Choose(TileJob[] tiles, BundlePart[] parts, FrontEndContext context)
    {
        IReadOnlyList<int> choices = _router!.ChooseAll([.. tiles.Select(tile => tile.Input)], parts, context);
        if (choices.Count == tiles.Length && choices.All(choice => choice >= 0 && choice < parts.Length))
            return choices;
        throw new InvalidOperationException(
            $"{_router.GetType().Name} gave {choices.Count} numbers for {tiles.Length} tiles, among them "
            + $"[{string.Join(", ", choices.Distinct().Take(8))}]; expected one of 0 to {parts.Length - 1} for each.");
    }

    private static Mat Enlarge(
        Size target, TileJob[] tiles, IEnumerable<(SuperResolutionSession Part, TileJob[] Tiles)> batches)
    {
        if (tiles.Length == 1) return EnlargeWhole(tiles[0], batches.Single().Part);
        using TileCanvas canvas = new(target);
        foreach ((SuperResolutionSession part, TileJob[] batch) in batches)
            part.Run(
                [.. batch.Select(tile => tile.Input.Pixels)], batch[0].Target, [.. batch.Select(tile => tile.Labels)],
                (i, planes) => batch[i].AddTo(canvas, planes));
        return canvas.ToImage();
    }

    private static Mat EnlargeWhole(TileJob whole, SuperResolutionSession part)
    {
        Mat? enlarged = null;
        part.Run(
            [whole.Input.Pixels], whole.Target, [whole.Labels],
            (_, planes) => enlarged = RgbPlanes.ToImage(planes));
        return enlarged!;
    }

    /// <summary>The largest size that is rounded to the image's when divided by the scale.</summary>
    private static Size Unrounded(Size image, double scale) =>
        new(
            Math.Min(Math.Floor((image.Width + 0.5) * scale), int.MaxValue),
            Math.Min(Math.Floor((image.Height + 0.5) * scale), int.MaxValue));

    private static string Text(Size size) => $"{size.Width} x {size.Height}";
}
