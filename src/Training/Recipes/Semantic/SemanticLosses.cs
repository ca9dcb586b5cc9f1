using DetectionSdk.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of a <see cref="SemanticRecipe"/> learns from: near pixels, and the bands and features that the recipe
/// asks for. Owns what it compares by.
/// </summary>
internal sealed class SemanticLosses : IDisposable
{
    private const int TextureWindow = 8, TextureStep = 4, EdgeBands = 2 * HaarBands.Directions;

    private static readonly Scalar OneLevel = 1 / 255f, LeastPixels = 64f;

    private readonly SemanticNetwork _network;
    private readonly SemanticRecipe _recipe;
    private readonly BandFilter _filter;
    private readonly FrozenFeatures? _features;
    private readonly byte[] _classes;
    private readonly float[] _background;
    private readonly Scalar _imageWeight, _bandWeight, _featureWeight;

    /// <param name="network">What learns.</param>
    /// <param name="recipe">The options.</param>
    /// <param name="classNames">Names by class.</param>
    public SemanticLosses(SemanticNetwork network, SemanticRecipe recipe, IReadOnlyList<string> classNames)
    {
        (_network, _recipe) = (network, recipe);
        Device device = network.parameters().First().device;
        _filter = new BandFilter(device);
        if (recipe.Features is { } path)
            _features = FrozenFeatures.Load(path, recipe.Layer!, recipe.Augmentation.CropSize, device);
        _classes = [.. Enumerable.Range(0, classNames.Count).Select(number => (byte)number)];
        _background = [.. classNames.Select(name => recipe.Background.Contains(name) ? 1f : 0f)];
        (_imageWeight, _bandWeight, _featureWeight) = (recipe.ImageWeight, recipe.BandWeight, recipe.FeatureWeight);
    }

    /// <summary>Enlarges a batch and compares.</summary>
    /// <exception cref="TrainingException">The degraded images have another size than the network takes.</exception>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        batch.RequireScale(_recipe.Network.Scale);
        Tensor? classes = tensors.LabelMaps is { } labels ? ToClasses(labels) : null;
        Tensor enlarged = _network.Enlarge(tensors.Images, Told(classes), batch.CleanSize);
        LossTerms terms = new LossTerms()
            .Add("image", nn.functional.l1_loss(enlarged, tensors.Clean).mul(_imageWeight));
        if (_recipe.Bands == BandGoal.None) return terms;
        Tensor bands = _filter.Of(enlarged), goal = _filter.Of(tensors.Clean);
        if (_recipe.Bands == BandGoal.Classes)
            return terms.Add("bands", ClassError(bands, goal, BandFilter.Inside(classes!)).mul(_bandWeight));
        RegionMasks regions = Regions(tensors.Clean, goal, classes);
        return terms
            .Add("edges", EdgeError(bands, goal, BandFilter.Inside(regions.Edges)).mul(_bandWeight))
            .Add("texture", _features is null
                ? TextureError(bands, goal, BandFilter.Inside(regions.Texture)).mul(_bandWeight)
                : _features.Distance(enlarged, tensors.Clean, regions.Texture).mul(_featureWeight));
    }

    public void Dispose()
    {
        _filter.Dispose();
        _features?.Dispose();
    }

    /// <summary>1 where a pixel is of a class, else 0: (B, H, W) numbers -> (B, K, H, W).</summary>
    internal Tensor ToClasses(Tensor labels) => labels.unsqueeze(1)
        .eq(tensor(_classes, [1, _classes.Length, 1, 1], device: labels.device))
        .to(ScalarType.Float32);

    /// <summary>
    /// Mean over images, classes and bands of |E - E'| / (E' + 1/255): E the mean length of a band's coefficients on
    /// the pixels of the class, E' the original's. Classes of less than 64 pixels in an image do not count.
    /// </summary>
    internal static Tensor ClassError(Tensor bands, Tensor goal, Tensor classes)
    {
        Tensor flat = classes.flatten(2), pixels = flat.sum(2, keepdim: true); // (B, K, 1)
        Tensor counted = pixels.ge(LeastPixels).to(ScalarType.Float32);
        Tensor target = Energy(goal, flat, pixels);
        Tensor error = Energy(bands, flat, pixels).sub(target).abs().div(target.add(OneLevel, HeldScalars.One));
        return error.mean([2], keepdim: true).mul(counted).sum().div(counted.sum().clamp_min(HeldScalars.One));
    }

    /// <summary>Mean distance of the coefficients of the two finest scales, where edges count.</summary>
    internal static Tensor EdgeError(Tensor bands, Tensor goal, Tensor edges) => Mean(
        bands.narrow(1, 0, EdgeBands).sub(goal.narrow(1, 0, EdgeBands)).abs().mean([1], keepdim: true), edges);

    /// <summary>
    /// Mean distance of the mean lengths of coefficients in windows of 8 x 8, of what lies in them where texture
    /// counts.
    /// </summary>
    internal static Tensor TextureError(Tensor bands, Tensor goal, Tensor texture)
    {
        Tensor difference = Pool(bands.abs().mul(texture)).sub(Pool(goal.abs().mul(texture))).abs();
        Tensor share = Pool(texture);
        return difference.mean([1], keepdim: true).sum().div(share.sum().clamp_min(HeldScalars.One));
    }

    private Tensor? Told(Tensor? classes)
    {
        if (_recipe.Condition == ConditionPlace.None) return null;
        return _recipe.ShuffledMaps ? classes!.roll(1, 0) : classes;
    }

    private RegionMasks Regions(Tensor clean, Tensor bands, Tensor? classes) => _recipe.Bands switch
    {
        BandGoal.Everywhere => RegionMasks.Everywhere(clean),
        BandGoal.Gradients => RegionMasks.FromGradients(bands),
        _ => RegionMasks.FromLabels(
            classes!, tensor(_background, [1, _background.Length, 1, 1], device: clean.device)),
    };

    private static Tensor Energy(Tensor bands, Tensor classes, Tensor pixels) =>
        classes.matmul(bands.abs().flatten(2).transpose(1, 2)).div(pixels.clamp_min(HeldScalars.One)); // (B, K, 9)

    private static Tensor Mean(Tensor values, Tensor mask) =>
        values.mul(mask).sum().div(mask.sum().clamp_min(HeldScalars.One));

    private static Tensor Pool(Tensor maps) => nn.functional.avg_pool2d(maps, TextureWindow, TextureStep);
}
