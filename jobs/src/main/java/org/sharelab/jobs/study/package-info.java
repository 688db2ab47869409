/** The study job: plan, leave out what is committed, one trial per task, commit each as it ends. */
package org.sharelab.jobs.study;
