namespace DetectionSdk.Families;

/// <summary>
/// What detectors of one kind have in common: how their input is filled and what their answer means. One instance
/// serves all models and threads, so a family keeps nothing between calls. Derive from it to read models that the SDK
/// does not know, and set it as <see cref="DetectorOptions.Family"/>. Whatever a family throws reaches the caller as a
/// <see cref="ModelFormatException"/> that names the model and the family.
/// </summary>
public abstract class DetectorFamily
{
    /// <summary>What the family is called in messages. Default: the type's name without "Family".</summary>
    public virtual string Name => GetType().Name is var type && type.EndsWith("Family", StringComparison.Ordinal)
        ? type[..^"Family".Length]
        : GetType().Name;

    /// <summary>
    /// The graphs that it expects, in the form of <see cref="ModelSignature.ToString"/>, with letters for what varies:
    /// for messages about models that no family knows. Empty by default.
    /// </summary>
    public virtual IReadOnlyList<string> Graphs => [];

    /// <summary>Whether the graph and its metadata say that a model is of this family.</summary>
    /// <param name="model">What the model says of itself.</param>
    public abstract bool Matches(ModelSignature model);

    /// <summary>How an image is written into the input.</summary>
    /// <param name="model">What the model says of itself.</param>
    public abstract InputSpec Input(ModelSignature model);

    /// <summary>Number of classes where the graph states it; null by default.</summary>
    /// <param name="model">What the model says of itself.</param>
    public virtual int? ClassCount(ModelSignature model) => null;

    /// <summary>
    /// Names for a model that carries none and is given none in <see cref="DetectorOptions.ClassNames"/>; null by
    /// default: then they must be given.
    /// </summary>
    /// <param name="model">What the model says of itself.</param>
    public virtual IReadOnlyList<string>? ClassNames(ModelSignature model) => null;

    /// <summary>
    /// Which numbers of the answer are boxes and which are scores, for training; null by default: the SDK cannot train
    /// such a detector.
    /// </summary>
    /// <param name="model">What the model says of itself.</param>
    public virtual AnswerLayout? Answer(ModelSignature model) => null;

    /// <summary>
    /// Whether an answer may hold several boxes for one object, so that the detector suppresses them. True by default.
    /// </summary>
    /// <param name="outputs">What the network answered for one image.</param>
    /// <param name="context">What is asked for, and where the image lies in the input.</param>
    public virtual bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => true;

    /// <summary>
    /// Adds the boxes of one image, in pixels of the network's input and in any order. Boxes that score below
    /// <see cref="DecodeContext.Confidence"/>, are not finite or of no class may be added: the detector drops them.
    /// </summary>
    /// <param name="outputs">What the network answered for one image.</param>
    /// <param name="context">
    /// What is asked for; also turns boxes in pixels of the image, or in fractions, into those of the input.
    /// </param>
    /// <param name="found">Takes the boxes.</param>
    public abstract void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found);
}
