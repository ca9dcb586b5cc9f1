using DetectionSdk.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What the student has to learn of a batch, all by how sure the teacher is of an object at a place: its scores
/// (cross-entropy), its boxes (L1), and everywhere the features that the last layers read. Object scores count by how
/// far student and teacher are apart. All is divided by the teacher's sureness in the whole batch. Where photographs
/// have annotated objects, the teacher is taken to have said them.
/// </summary>
internal sealed class RobustLosses(OnnxNetwork network, RobustTeacher teacher, RobustRecipe recipe)
{
    private static readonly Scalar Least = 1e-6f, Greatest = 1 - 1e-6f, Half = 0.5f, Two = 2f;

    private readonly AnswerLayout _layout = teacher.Answer;
    private readonly LabelledAnswer _labels = new(teacher.Answer);
    private readonly Scalar _answerWeight = recipe.AnswerWeight, _featureWeight = recipe.FeatureWeight;

    /// <summary>Runs teacher and student and compares.</summary>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        (Tensor wanted, IReadOnlyList<Tensor> wantedFeatures) = teacher.Look(teacher.Prepare(tensors.Clean));
        (IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> features) = network.Look(teacher.Prepare(tensors.Images));
        LossTerms terms = Compare(ByPlace(outputs[_layout.Output]), WithLabels(ByPlace(wanted), batch));
        return recipe.LabelsOnly
            ? terms
            : terms.Add("features", FeatureDistance.Between(features, wantedFeatures).mul(_featureWeight));
    }

    /// <summary>What the annotated objects add to what the teacher says, or what they are without it.</summary>
    private Tensor WithLabels(Tensor wanted, TrainingBatch batch)
    {
        if (recipe.LabelsOnly)
            wanted.narrow(2, _layout.Objectness ?? _layout.Scores, _layout.Objectness is null ? _layout.Classes : 1)
                .zero_();
        foreach (IGrouping<int, PlacedBox> image in batch.Labels.GroupBy(item => item.Image))
            _labels.Write(wanted[image.Key], image, batch.CleanSize.Width);
        return wanted;
    }

    /// <summary>(B, places, numbers) of student and teacher.</summary>
    internal LossTerms Compare(Tensor student, Tensor wanted)
    {
        Tensor wantedScores = wanted.narrow(2, _layout.Scores, _layout.Classes);
        Tensor scores = student.narrow(2, _layout.Scores, _layout.Classes);
        Tensor sure = wantedScores.amax([2], keepdim: true);
        if (_layout.Objectness is { } place) sure = sure.mul(wanted.narrow(2, place, 1));
        Tensor all = sure.sum().clamp_min(HeldScalars.One);

        LossTerms terms = new();
        if (_layout.Objectness is { } index)
            terms.Add("objects", Weighted(Focused(student.narrow(2, index, 1), wanted.narrow(2, index, 1)).mul(Two)));
        Tensor classes = _layout.Objectness is null
            ? Focused(scores, wantedScores).mul(Two)
            : CrossEntropy(scores, wantedScores).mul(sure).sum();
        Tensor boxes = Boxes(student, wanted).mul(sure).sum().mul(Half);
        return terms.Add("classes", Weighted(classes)).Add("boxes", Weighted(boxes));

        Tensor Weighted(Tensor sum) => sum.div(all).mul(_answerWeight);
    }

    private Tensor ByPlace(Tensor answer) => _layout.PlacesFirst ? answer : answer.transpose(1, 2);

    private Tensor Boxes(Tensor student, Tensor wanted)
    {
        Tensor goal = wanted.narrow(2, _layout.Box, 4);
        Tensor difference = student.narrow(2, _layout.Box, 4).sub(goal).abs();
        if (!_layout.BoxInPixels) return difference;
        Tensor size = goal.narrow(2, 2, 2).clamp_min(HeldScalars.One);
        return difference.div(cat([size, size], 2));
    }

    /// <summary>Counts by how far the two are apart: most places hold nothing, and both know it.</summary>
    private static Tensor Focused(Tensor scores, Tensor wanted) =>
        CrossEntropy(scores, wanted).mul(wanted.sub(scores.detach()).abs()).sum();

    private static Tensor CrossEntropy(Tensor scores, Tensor wanted)
    {
        Tensor yes = scores.clamp(Least, Greatest);
        Tensor no = yes.neg().add(HeldScalars.One, HeldScalars.One);
        Tensor unwanted = wanted.neg().add(HeldScalars.One, HeldScalars.One);
        return wanted.mul(yes.log()).Plus(unwanted.mul(no.log())).neg();
    }
}
